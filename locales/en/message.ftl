# Messages and outbox
inbox-title = Messages
inbox-none = No messages.
inbox-read-all = Mark all as read
inbox-open = Open
inbox-read = Read
outbox-title = Outbox (demonstration)
outbox-say = A demonstration sends no mail; what was written is shown here.
outbox-none = No mail yet.
outbox-to = To { $to }, { $at }

message-welcome = Welcome to Kexiang. This is the first message to your account.
