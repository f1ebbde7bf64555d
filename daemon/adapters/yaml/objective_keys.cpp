// The keys of a policy's `objective`.
#include "adapters/yaml/policy_draft.hpp"

#include <array>
#include <chrono>
#include <span>

namespace ecdsnap::adapters {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

constexpr std::array<std::string_view, 1> needs_of_verified{"rpo"};

void read_rpo(const YamlValue& value, PolicyDraft& draft) {
    draft.objective.is_given = true;
    draft.objective.rpo = duration_in(value);
}

void read_verified_within(const YamlValue& value, PolicyDraft& draft) {
    draft.objective.verified_value = value;
    store(duration_in(value), draft.objective.verified_within);
}

constexpr std::array<Key<PolicyDraft>, 2> keys{{
    {{.key = "rpo",
      .type = KeyType::duration,
      .least = millis(minutes{15}),
      .most = millis(hours{24 * 366}),
      .meaning = "The newest verified snapshot of a disk is never to be older than this. Without cron and every in "
                 "schedule, slots are made so that it is not."},
     read_rpo},
    {{.key = "verified_within",
      .type = KeyType::duration,
      .standard = "1h",
      .least = millis(minutes{1}),
      .most = millis(hours{24 * 7}),
      .meaning = "How long after its start a snapshot is verified at the latest; the rpo is reckoned with it.",
      .needs = needs_of_verified},
     read_verified_within},
}};

}  // namespace

std::vector<ConfigKey> objective_keys() {
    return infos_of(std::span<const Key<PolicyDraft>>(keys));
}

void read_objective(const YamlValue& value, PolicyDraft& draft) {
    read_mapping(value, KeyTable<PolicyDraft>{keys, {}}, draft);
    if (!value.is(YamlNode::Kind::mapping)) draft.objective.is_given = true;  // what was meant is not known
}

std::optional<core::Objective> objective_of(const PolicyDraft& draft) {
    if (!draft.objective.rpo) return std::nullopt;
    core::Objective objective;
    objective.rpo = *draft.objective.rpo;
    objective.verified_within = draft.objective.verified_within;
    const bool has_schedule = draft.times.cron_value || draft.times.every_value;
    objective.slots = has_schedule ? core::SlotSource::schedule : core::SlotSource::objective;
    return objective;
}

}  // namespace ecdsnap::adapters
