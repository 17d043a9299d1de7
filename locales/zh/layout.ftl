# 页面框架：顶栏、阅读设置、演示时钟、页脚
layout-skip = 跳到正文
layout-system = 科项 · 项目申报与管理
layout-system-name = 科项
layout-sections = 栏目

nav-home = 首页
nav-sign-in = 登录
nav-sign-out = 退出登录
nav-account = 个人资料与密码
nav-sessions = 登录记录

looks-menu = 阅读
looks-menu-long = 设置
looks-size = 字号
looks-size-normal = 标准
looks-size-large = 大
looks-size-xlarge = 特大
looks-theme = 明暗
looks-theme-auto = 随系统
looks-theme-light = 浅色
looks-theme-dark = 深色
looks-contrast = 对比度
looks-contrast-normal = 标准
looks-contrast-more = 高对比
looks-language = 语言

demo-clock = 演示时钟
demo-tag = 演示
demo-tag-long = 环境
demo-adjust = 调整时间
demo-now = 系统时间
demo-set-label = 把系统时间调到
demo-set = 调到这个时间
demo-hour = 后移一小时
demo-day = 后移一天
demo-start = 回到起点
demo-deadlines = 调到各通知截止前

foot-host = 主办：{ $name }
foot-contact = 咨询：{ $contact }
foot-accessibility = 无障碍说明
foot-time = 时间均为北京时间

office-role-officer = 经办人
office-role-head = 部门负责人
office-role-leader = 分管领导
office-role-finance = 财务
office-role-discipline = 纪检
office-role-archivist = 档案员
office-role-system = 系统管理员
office-role-security = 安全管理员
office-role-audit = 审计管理员
office-role-expert = 评审专家

member-role-filler = 申报人
member-role-administrator = 单位管理员
member-role-recommender = 推荐单位经办人

layout-crumbs = 所在位置
nav-people = 人员与岗位
nav-messages = 消息
pages = 分页
pages-previous = 上一页
pages-next = 下一页

demo-clock-say = 调整演示时钟，看看截止前后各会发生什么。所有人看到同一个时间；正式使用时没有这个页面。
demo-no-deadlines = 还没有正在申报的通知。
demo-call = 通知
demo-deadline = 截止时间
demo-before-hour = 截止前 1 小时
demo-before-minute = 截止前 1 分钟
demo-before-seconds = 截止前 10 秒

accessibility-what = 本系统按 GB/T 37668—2019 设计：文字大小三档可调，明暗与对比度可选，颜色不单独表达意思，可点区域不小于 44 像素。
accessibility-keys = 全部功能可以只用键盘完成：Tab 键逐项移动，回车键确定；每页开头可以直接跳到正文。
accessibility-script = 不启用脚本也能登录、填写和提交；启用脚本后会自动保存、实时计数。
accessibility-tell = 使用中遇到困难，请联系本地科协，我们会改进。
association-nothing = 目前没有公开的申报通知。
