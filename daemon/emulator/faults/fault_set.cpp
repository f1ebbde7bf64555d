#include "emulator/faults/fault_set.hpp"

#include <algorithm>
#include <array>

namespace ecdsnap::emulator {
namespace {

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

}  // namespace

std::span<const FaultNature> all_faults() {
    static constexpr std::array faults{
        FaultNature{"lost-before-effect", Effect::none, Appearance::dropped},
        FaultNature{"lost-after-effect", Effect::now, Appearance::dropped},
        FaultNature{"late-effect", Effect::later, Appearance::dropped},
        FaultNature{"5xx", Effect::none, Appearance::server_error},
        FaultNature{"5xx-with-effect", Effect::now, Appearance::server_error},
        FaultNature{"torn", Effect::now, Appearance::torn},
        FaultNature{"html", Effect::none, Appearance::html_page},
        FaultNature{"html-with-effect", Effect::now, Appearance::html_page},
        FaultNature{"hang", Effect::none, Appearance::silence},
        FaultNature{"hang-with-effect", Effect::now, Appearance::silence},
        FaultNature{"forbidden", Effect::none, Appearance::no_permission},
        FaultNature{"revoked", Effect::none, Appearance::revoked_key},
        FaultNature{"quota", Effect::none, Appearance::quota_reached},
        FaultNature{"portal", Effect::none, Appearance::portal_page},
    };
    return faults;
}

Parsed<FaultSet> FaultSet::read(std::span<const std::string> texts) {
    FaultSet set;
    set.texts_.assign(texts.begin(), texts.end());
    for (const std::string& text : texts) {
        if (auto problem = set.add(text)) return Problem{"fault " + quoted(text) + ": " + problem->text};
    }
    if (auto problem = set.check_sums()) return *problem;
    return set;
}

std::optional<Problem> FaultSet::add(std::string_view text) {
    const bool scoped = text.substr(0, text.find('=')).find(':') != std::string_view::npos;
    FaultRule rule;
    auto scope = take_scope(text);
    if (!scope) return scope.error();
    rule.scope = std::move(*scope);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return Problem{"it must be KIND=SHARE, as in torn=5%"};
    const auto kind = text.substr(0, equals);
    const auto amount = text.substr(equals + 1);
    const auto colon = amount.find(':');
    const auto share = read_share(amount.substr(0, colon));
    if (!share) return share.error();
    rule.share = *share;
    if (kind == "failed-snapshot" || kind == "hung-snapshot") {
        if (scoped || colon != std::string_view::npos) return Problem{"it takes a share and nothing else"};
        (kind == "failed-snapshot" ? failed_snapshots_ : hung_snapshots_) = *share;
        return std::nullopt;
    }
    rule.nature = std::ranges::find(all_faults(), kind, &FaultNature::name).base();
    if (rule.nature == all_faults().end().base()) return Problem{quoted(kind) + " is not a kind of fault"};
    if ((rule.nature->effect == Effect::later) != (colon != std::string_view::npos)) {
        return Problem{"late-effect, and only it, takes a time: late-effect=2%:1-20s"};
    }
    if (colon != std::string_view::npos) {
        const auto later = read_time_range(amount.substr(colon + 1));
        if (!later) return later.error();
        rule.later = *later;
    }
    rules_.push_back(std::move(rule));
    return std::nullopt;
}

std::optional<Problem> FaultSet::check_sums() const {
    constexpr double whole = 1 + 1e-9;
    for (const Action& action : all_actions()) {
        double sum = 0;
        for (const FaultRule& rule : rules_)
            sum += rule.scope.covers(action) ? rule.share.part : 0;
        if (sum > whole) return Problem{"the faults of " + std::string(action.name) + " add up to more than 100 %"};
    }
    if (failed_snapshots_.part + hung_snapshots_.part > whole) {
        return Problem{"failed-snapshot and hung-snapshot add up to more than 100 %"};
    }
    return std::nullopt;
}

std::optional<MetFault> FaultSet::draw(const Action& action, Dice& dice) const {
    double rest = dice.unit();
    for (const FaultRule& rule : rules_) {
        if (!rule.scope.covers(action)) continue;
        rest -= rule.share.part;
        if (rest < 0) return MetFault{rule.nature, dice.between(rule.later)};
    }
    return std::nullopt;
}

SnapshotEnd FaultSet::draw_end(Dice& dice) const {
    const double drawn = dice.unit();
    if (drawn < failed_snapshots_.part) return SnapshotEnd::failed;
    if (drawn < failed_snapshots_.part + hung_snapshots_.part) return SnapshotEnd::never;
    return SnapshotEnd::accomplished;
}

}  // namespace ecdsnap::emulator
