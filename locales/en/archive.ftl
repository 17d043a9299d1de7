# The four-property test of archive packages
archive-verdict-passed = passed
archive-verdict-failed = failed

archive-property-authenticity = Authenticity
archive-property-integrity = Integrity
archive-property-usability = Usability
archive-property-security = Security

archive-check-package-opens = The package opens
archive-check-manifest-there = It has a manifest
archive-check-manifest-sealed = The manifest is the one of the certificate
archive-check-hashes-same = Every file is as it was sealed (SHA-256, SM3)
archive-check-files-there = All listed files are there
archive-check-no-stray-files = No file is there that is not listed
archive-check-paths-safe = The paths are safe
archive-check-metadata-there = It has metadata
archive-check-metadata-complete = The metadata are complete
archive-check-metadata-matches = The metadata match the files
archive-check-numbers-without-gap = The numbers run without a gap
archive-check-process-recorded = The process is recorded
archive-check-files-open = The files open, none locked or damaged
archive-check-formats-allowed = The formats may be archived
