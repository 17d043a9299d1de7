# 档案包四性检测
archive-verdict-passed = 通过
archive-verdict-failed = 不通过

archive-property-authenticity = 真实性
archive-property-integrity = 完整性
archive-property-usability = 可用性
archive-property-security = 安全性

archive-check-package-opens = 档案包能正常打开
archive-check-manifest-there = 有文件清单
archive-check-manifest-sealed = 文件清单与归档证明一致
archive-check-hashes-same = 各文件与封存时一致（SHA-256、SM3）
archive-check-files-there = 清单所列文件齐全
archive-check-no-stray-files = 没有清单以外的文件
archive-check-paths-safe = 文件路径安全
archive-check-metadata-there = 有元数据
archive-check-metadata-complete = 元数据必填项齐全
archive-check-metadata-matches = 元数据与文件一致
archive-check-numbers-without-gap = 件号连续，没有漏号
archive-check-process-recorded = 有过程记录
archive-check-files-open = 文件能打开，没有加密或损坏
archive-check-formats-allowed = 文件格式符合归档要求
