# 首页
home-title = 科协项目申报与管理
home-say = 查看正在申报的通知，了解本单位能不能报、怎么报；在线填写、提交、打印，随时知道办到哪一步。
home-associations = 科协
home-no-associations = 还没有设置科协。请系统管理员先完成初始设置。
