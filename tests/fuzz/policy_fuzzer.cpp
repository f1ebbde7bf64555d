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
    adapters::PolicySet again;
    adapters::read_policies(input, "p.yaml", any_machine(), again);
    holds(again.policies.size() == set.policies.size() && again.problems.size() == set.problems.size(),
          "reading twice says the same");
}

}  // namespace ecdsnap::fuzz
