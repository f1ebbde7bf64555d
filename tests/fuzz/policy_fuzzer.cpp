// A file of policies: what is accepted keeps every rule, and what is refused says where and why.
#include "adapters/yaml/policy_reader.hpp"
#include "core/policy/snapshot_name.hpp"
#include "fuzz/config_checks.hpp"

#include <set>
#include <string>

namespace ecdsnap::fuzz {

void check(std::string_view input) {
    adapters::PolicySet set;
    adapters::read_policies(input, "p.yaml", any_machine(), set);
    check_problems(set.problems, "p.yaml", input);
    check_problems(set.warnings, "p.yaml", input);
    std::set<std::string> names;
    for (const auto& policy : set.policies) {
        holds(core::check_policy(policy).empty(), "an accepted policy keeps the rules");
        holds(names.insert(policy.name).second, "no two accepted policies have one name");
        holds(core::check_template(policy.rules.name_template, core::TemplateUse::name).has_value(),
              "an accepted policy has a template for names");
    }
    for (std::size_t i = 0; i < set.effective.size(); ++i) {
        adapters::PolicySet shown;
        shown.calendars = set.calendars;
        adapters::read_policies(effective_text(set.effective[i]), "p.yaml", any_machine(), shown);
        holds(shown.problems.empty() && shown.policies.size() == 1, "what is shown of a policy is a policy");
        holds(shown.policies[0].select == set.policies[i].select && shown.policies[0].rules == set.policies[i].rules,
              "what is shown of a policy is the same policy");
        holds(shown.policies[0].objective == set.policies[i].objective &&
                  shown.policies[0].schedule.timetable == set.policies[i].schedule.timetable,
              "what is shown of a policy is due at the same times");
    }
    adapters::PolicySet again;
    adapters::read_policies(input, "p.yaml", any_machine(), again);
    holds(again.policies.size() == set.policies.size() && again.problems.size() == set.problems.size(),
          "reading twice says the same");
}

}  // namespace ecdsnap::fuzz
