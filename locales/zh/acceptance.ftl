# 验收、抽查、中期检查：状态、结论、办理动作、不能办理的原因
acceptance-state-applied = 待审核
acceptance-state-returned = 补正材料
acceptance-state-concluded = 已有结论

acceptance-verdict-passed = 通过
acceptance-verdict-closed = 结题
acceptance-verdict-rectify = 整改后复验
acceptance-verdict-failed = 不通过

acceptance-command-check-substance = 业务审核
acceptance-command-check-money = 财务审核
acceptance-command-return = 退回补正
acceptance-command-resubmit = 重新提交
acceptance-command-conclude = 作出结论

inspection-kind-draw = 随机抽查
inspection-kind-risk = 重点抽查
inspection-kind-mid_term = 中期检查

inspection-state-planned = 待检查
inspection-state-reported = 已报送，待结论
inspection-state-remedy = 限期整改
inspection-state-remedied = 整改待复查
inspection-state-passed = 通过
inspection-state-failed = 未通过
inspection-state-cancelled = 已取消

inspection-command-report = 提交报告
inspection-command-order-remedy = 责令整改
inspection-command-answer-remedy = 提交整改情况
inspection-command-pass = 通过
inspection-command-fail = 不通过
inspection-command-cancel = 取消

refusal-acceptance-money-open = 财务审核尚未认可，不能“通过”或“结题”。
    .remedy = 请先补齐财务材料，由财务重新审核，或作出“整改后复验”“不通过”的结论。
refusal-acceptance-reason-missing = 按验收标准应为“{ $proposed }”，改作其他结论要写明理由。
    .remedy = 请填写理由，理由会写进验收记录。
refusal-acceptance-same-person = 业务审核、财务审核和作出结论须由三个人分别办理。
    .remedy = 请换一位同事办理。
refusal-acceptance-summary-missing = 请填写项目实施情况。
refusal-acceptance-unchecked = 业务审核和财务审核都完成后才能作出结论。
refusal-acceptance-unexplained = “{ $name }”没有达到目标或者远超目标，请说明原因。
    .remedy = 在该项下填写偏差原因和改进措施。
refusal-acceptance-wrong-state = 这次验收“{ $acceptance-state }”，不能{ $acceptance-command }。
refusal-inspection-due-past = 整改期限要晚于今天（{ $today }）。
refusal-inspection-no-items = 请写明要整改的问题，每行一条。
refusal-inspection-wrong-state = 这次检查“{ $inspection-state }”，不能{ $inspection-command }。
