# Home page
home-title = Project programmes of the associations
home-say = See which calls are open and whether your organisation may apply; fill in, submit and print online, and always know where things stand.
home-associations = Associations
home-no-associations = No association has been set up yet. The system administrator completes the first settings.
