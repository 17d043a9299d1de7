# 首页
home-title = 科协项目申报与管理
home-say = 查看正在申报的通知，了解本单位能不能报、怎么报；在线填写、提交、打印，随时知道办到哪一步。
home-associations = 科协
home-no-associations = 还没有设置科协。请系统管理员先完成初始设置。

# 待办
task-title = 待您办理
task-none = 现在没有需要您办理的事项
task-none-say = 有新的事项时会在这里列出，并发送消息。
task-due = { $at } 截止
task-kind-draft = 草稿还没有提交，请继续填写。
task-kind-sign-off = 申报人已填好，请审核后提交。
task-kind-correct = 已退回补正，请按要求修改后重新提交。
task-kind-join = 请贵单位确认是否联合申报。
task-kind-recommend = 请审核并决定是否推荐。
task-kind-check = { $n } 项申报待形式审查。
task-kind-targets = { $n } 项申报待绩效目标审核。
task-kind-approve = 申报方案已送审，请审核后发布。
