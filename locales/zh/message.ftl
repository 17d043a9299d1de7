# 消息与发件箱
inbox-title = 消息
inbox-none = 没有消息。
inbox-read-all = 全部标为已读
inbox-open = 查看
inbox-read = 已读
outbox-title = 发件箱（演示）
outbox-say = 演示环境不真正发送邮件，写好的邮件都在这里。
outbox-none = 还没有邮件。
outbox-to = 收件人 { $to }，{ $at }

message-welcome = 欢迎使用科项。这是您的账号收到的第一条消息。
