#include "core/policy/selector_match.hpp"

#include "core/policy/name_glob.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <string_view>

namespace ecdsnap::core {
namespace {

struct Subject {
    const Desktop& desktop;
    const SiteId& site;
};

template <class Take>
bool take_said(std::string_view value, Take& take) {
    if (value.empty()) return false;
    take(value);
    return true;
}

template <class Take>
bool take_each(const std::vector<std::string>& values, Take& take) {
    for (const std::string& value : values)
        take(std::string_view(value));
    return true;
}

// Gives `take` each value that the desktop has for what the condition asks; false: the cloud did not say.
template <class Take>
bool each_value(const Condition& condition, const Subject& subject, Take take) {
    const DesktopTraits& traits = traits_of(subject.desktop);
    switch (condition.kind) {
        case ConditionKind::account: return take_said(subject.site.account, take);
        case ConditionKind::region: return take_said(subject.site.region, take);
        case ConditionKind::id: return take_said(subject.desktop.id, take);
        case ConditionKind::name:
        case ConditionKind::name_matches: return take_said(subject.desktop.name, take);
        case ConditionKind::office_site: return take_said(subject.desktop.office_site_id, take);
        case ConditionKind::desktop_group:
        case ConditionKind::pooled: return take_said(traits.desktop_group_id, take);
        case ConditionKind::os: return take_said(traits.os, take);
        case ConditionKind::charge_type: return take_said(traits.charge_type, take);
        case ConditionKind::protocol: return take_said(traits.protocol, take);
        case ConditionKind::policy_group: return traits.policy_groups && take_each(*traits.policy_groups, take);
        case ConditionKind::resource_group: return traits.resource_groups && take_each(*traits.resource_groups, take);
        case ConditionKind::end_user:
            return !subject.desktop.end_users_unsaid && take_each(subject.desktop.end_users, take);
        case ConditionKind::data_disk:
            if (!subject.desktop.disks_unsaid && subject.desktop.has_data_disk) take("a data disk");
            return !subject.desktop.disks_unsaid;
        case ConditionKind::tag:
            for (const Tag& tag : subject.desktop.tags)
                if (tag.key == condition.tag_key) take(tag.value);
            return !subject.desktop.tags_unsaid;
        case ConditionKind::all:
        case ConditionKind::any:
        case ConditionKind::negation: break;
    }
    return false;
}

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same_in_any_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lowered, lowered);
}

bool is_right(const Condition& condition, std::string_view value) {
    const auto any_value = [&](const auto& test) { return std::ranges::any_of(condition.values, test); };
    switch (condition.kind) {
        case ConditionKind::pooled:
        case ConditionKind::data_disk: return true;  // there is one
        case ConditionKind::tag: return condition.values.empty() || condition.values.contains(value);
        case ConditionKind::name: return any_value([&](const auto& glob) { return glob_matches(glob, value); });
        case ConditionKind::name_matches:
            return condition.expression != nullptr &&
                   re2::RE2::PartialMatch({value.data(), value.size()}, *condition.expression);
        case ConditionKind::os:
        case ConditionKind::charge_type:
        case ConditionKind::protocol: return any_value([&](const auto& word) { return same_in_any_case(word, value); });
        default: return condition.values.contains(value);
    }
}

// "*" is the word for every desktop: it asks nothing of the cloud.
bool is_everything(const Condition& condition) {
    return condition.kind == ConditionKind::name && condition.values.contains("*");
}

Answer ask(const Condition& condition, const Subject& subject) {
    if (is_everything(condition)) return Answer::yes;
    bool right = false;
    const bool said =
        each_value(condition, subject, [&](std::string_view value) { right = right || is_right(condition, value); });
    if (!said) return Answer::unsaid;
    return right ? Answer::yes : Answer::no;
}

Match match(const Condition& condition, const Subject& subject, Purpose purpose);

// The first part that answers `decisive` decides; else the first that is unsaid; else all of them together.
Match match_group(const Condition& group, const Subject& subject, Purpose purpose, Answer decisive) {
    const Answer otherwise = decisive == Answer::yes ? Answer::no : Answer::yes;
    Match result{otherwise, &group, otherwise};
    for (const Condition& part : group.parts) {
        const Match found = match(part, subject, purpose);
        if (found.answer == decisive) return found;
        if (found.answer == Answer::unsaid && result.answer != Answer::unsaid) result = found;
    }
    return result;
}

Match match_negation(const Condition& negation, const Subject& subject, Purpose purpose) {
    if (negation.parts.empty()) return {Answer::no, &negation, Answer::no};
    Match found = match(negation.parts.front(), subject, purpose);
    switch (found.answer) {
        case Answer::no: found.answer = Answer::yes; break;
        case Answer::yes: found.answer = Answer::no; break;
        case Answer::unsaid: found.answer = purpose == Purpose::select ? Answer::yes : Answer::unsaid; break;
    }
    return found;
}

Match match(const Condition& condition, const Subject& subject, Purpose purpose) {
    switch (condition.kind) {
        case ConditionKind::all: return match_group(condition, subject, purpose, Answer::no);
        case ConditionKind::any: return match_group(condition, subject, purpose, Answer::yes);
        case ConditionKind::negation: return match_negation(condition, subject, purpose);
        default: break;
    }
    const Answer answer = ask(condition, subject);
    return {answer, &condition, answer};
}

const char* fact_name(ConditionKind kind) {
    switch (kind) {
        case ConditionKind::id: return "id";
        case ConditionKind::name_matches: return "name";
        case ConditionKind::office_site: return "office site";
        case ConditionKind::desktop_group:
        case ConditionKind::pooled: return "desktop group";
        case ConditionKind::resource_group: return "resource group";
        case ConditionKind::charge_type: return "charge type";
        case ConditionKind::policy_group: return "policy group";
        case ConditionKind::end_user: return "end user";
        case ConditionKind::data_disk: return "disks";
        default: return text(kind);
    }
}

std::string fact_name(const Condition& condition) {
    return condition.kind == ConditionKind::tag ? fmt::format("tag {}", condition.tag_key)
                                                : std::string(fact_name(condition.kind));
}

// "Windows", "a, b or c", "a, b or 998 others"
std::string listed(const Condition& condition) {
    constexpr std::size_t most_shown = 3;
    std::string list;
    std::size_t shown = 0;
    for (const std::string& value : condition.values) {
        const bool last = shown + 1 == condition.values.size();
        if (shown == most_shown - 1 && condition.values.size() > most_shown)
            return list + fmt::format(" or {} others", condition.values.size() - shown);
        list += fmt::format("{}{}", shown == 0 ? "" : last ? " or " : ", ", value);
        ++shown;
    }
    return list;
}

std::string sentence_of(const Condition& condition, const Subject& subject, Answer answer) {
    if (condition.kind == ConditionKind::all || condition.kind == ConditionKind::any)
        return answer == Answer::yes ? "every condition holds" : "none of the conditions holds";
    if (is_everything(condition)) return "it means every desktop";
    if (answer == Answer::unsaid) return fmt::format("the cloud did not say its {}", fact_name(condition));
    std::string values;
    each_value(condition, subject,
               [&](std::string_view value) { values += fmt::format("{}\"{}\"", values.empty() ? "" : ", ", value); });
    const bool wants_any = condition.values.empty();
    if (condition.kind == ConditionKind::data_disk)
        return answer == Answer::yes ? "it has a data disk" : "it has no data disk";
    if (values.empty()) return fmt::format("it has no {}", fact_name(condition));
    if (answer == Answer::yes || wants_any) return fmt::format("{} is {}", fact_name(condition), values);
    return fmt::format("{} is {}, not {}", fact_name(condition), values, listed(condition));
}

}  // namespace

Match match(const Selector& selector, const Desktop& desktop, const SiteId& site, Purpose purpose) {
    return match(selector.root, Subject{desktop, site}, purpose);
}

bool selects(const Selector& selector, const Desktop& desktop, const SiteId& site) {
    return match(selector, desktop, site, Purpose::select).answer == Answer::yes;
}

bool excludes(const Selector& selector, const Desktop& desktop, const SiteId& site) {
    return selector.has_condition() && match(selector, desktop, site, Purpose::exclude).answer == Answer::yes;
}

MatchReason explain_match(const Selector& selector, const Desktop& desktop, const SiteId& site, Purpose purpose) {
    const Subject subject{desktop, site};
    const Match found = match(selector.root, subject, purpose);
    return {found.answer, found.decided_by->path, sentence_of(*found.decided_by, subject, found.its_answer)};
}

}  // namespace ecdsnap::core
