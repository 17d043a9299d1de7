# 立项项目：状态、办理动作，以及不能办理的原因
project-state-approved = 合同待签
project-state-contracted = 合同已签
project-state-running = 执行中
project-state-acceptance = 验收中
project-state-closed = 已结项
project-state-terminated = 已终止
project-state-withdrawn = 放弃立项

project-command-sign-contract = 签订合同
project-command-start = 开始执行
project-command-apply-acceptance = 申请验收
project-command-send-back = 退回整改
project-command-close = 办理结项
project-command-terminate = 终止
project-command-withdraw = 放弃立项
project-command-hold = 暂缓
project-command-release = 解除暂缓

refusal-project-wrong-state = 这个项目现在是“{ $project-state }”，不能{ $project-command }。
    .remedy = 请刷新页面，查看最新状态。
refusal-project-held = 这个项目有异议正在核查，合同和拨款暂缓办理。
    .remedy = 核查结束、解除暂缓后再办理。
refusal-project-not-held = 这个项目没有暂缓，不需要解除。
refusal-publicity-running = 公示期到 { $until } 为止，期满次日才能立项。
    .remedy = 请在公示期满后再办理。
refusal-objection-open = “{ $title }”有异议还没有办结，暂不能立项。
    .remedy = 请先办结异议；其他项目不受影响。
refusal-amount-outside = 金额 { $amount } 万元不在通知规定的 { $offered } 万元之内。
    .remedy = 请改为通知规定范围内的金额。
refusal-not-canonical = 内容无法生成校验值：{ $detail }
