# 项目活动、签到、成果：状态、办理动作、不能办理的原因
activity-state-planned = 计划中
activity-state-held = 已举办
activity-state-confirmed = 已核实
activity-state-rejected = 不予认定
activity-state-cancelled = 已取消

activity-command-hold = 登记已举办
activity-command-edit = 修改
activity-command-confirm = 核实
activity-command-reject = 不予认定
activity-command-cancel = 取消

achievement-state-reported = 已登记
achievement-state-confirmed = 已核实
achievement-state-rejected = 不予认定
achievement-state-replaced = 已被替换

refusal-activity-dates = 活动的结束日期不能早于开始日期，时长不能超过一年。
    .remedy = 请核对起止日期。
refusal-activity-indicator-unknown = 合同里没有“{ $id }”这项指标。
    .remedy = 请刷新页面后重新勾选。
refusal-activity-not-begun = 活动还没有开始，不能登记为已举办。
    .remedy = 请在活动当天或之后登记。
refusal-activity-place-missing = 线下活动要写明举办地点。
refusal-activity-title-missing = 请填写活动名称。
refusal-activity-wrong-state = 这场活动“{ $activity-state }”，不能{ $activity-command }。
refusal-achievement-indicator-unknown = 合同里没有“{ $id }”这项指标或材料。
    .remedy = 请刷新页面后重新勾选。
refusal-achievement-number = 数量不能小于零。
refusal-achievement-title-missing = 请填写成果名称。
refusal-achievement-whole = 总数要大于零，并且不能小于达到的数。
    .remedy = 例如 45 家会员单位中覆盖 40 家：数量填 40，总数填 45。
refusal-sign-in-closed = “{ $title }”现在不能签到：只在活动当天开放。
    .remedy = 如需补签，请联系活动主办方登记纸质签到表。
refusal-sign-in-name-missing = 请填写姓名。
refusal-sign-in-organisation-missing = 请填写工作单位。
refusal-sign-in-phone = 电话号码不对。
    .remedy = 请填 11 位手机号或带区号的固定电话，也可以不填。
