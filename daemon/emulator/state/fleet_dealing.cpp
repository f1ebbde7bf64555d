#include "emulator/state/fleet_dealing.hpp"

#include "emulator/dice.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ecdsnap::emulator {
namespace {

constexpr std::array<std::string_view, 5> teams{"design", "finance", "research", "sales", "support"};

template <class T>
void shuffle(std::vector<T>& items, Dice& dice) {
    for (std::size_t left = items.size(); left > 1; --left)
        std::swap(items[left - 1], items[dice.below(left)]);
}

/// `count` statuses whose numbers follow the weights by largest remainder, in random order.
std::vector<std::string> deal_states(const std::vector<StateWeight>& weights, std::size_t count, Dice& dice) {
    double total = 0;
    for (const auto& w : weights)
        total += w.weight;
    std::vector<std::string> dealt;
    std::vector<std::pair<double, std::size_t>> remainders;  // (-remainder, which): the largest sorts first
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double exact = weights[i].weight / total * static_cast<double>(count);
        dealt.insert(dealt.end(), static_cast<std::size_t>(exact), weights[i].status);
        remainders.emplace_back(std::floor(exact) - exact, i);
    }
    std::ranges::sort(remainders);
    for (std::size_t i = 0; dealt.size() < count; ++i)
        dealt.push_back(weights[remainders[i].second].status);
    shuffle(dealt, dice);
    return dealt;
}

/// `count` marks of which exactly the share (rounded) is set, in random order.
std::vector<bool> deal_marks(Share share, std::size_t count, Dice& dice) {
    std::vector<char> marks(count, 0);
    const auto set = static_cast<std::size_t>(std::lround(share.part * static_cast<double>(count)));
    std::fill_n(marks.begin(), set, char{1});
    shuffle(marks, dice);
    return {marks.begin(), marks.end()};
}

std::string base36(std::size_t number) {
    std::string digits(5, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number /= 36) {
        *digit = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
    }
    return digits;
}

std::string desktop_name(std::string_view team, std::size_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
    return std::string(team) + '-' + digits;
}

Desktop deal_desktop(const FleetSettings& settings, std::size_t index, Dice& dice, Instant now) {
    const auto regions = settings.regions.size();
    const std::string unique = base36(index);  // ends each id: no two are alike, whatever the dice say
    const std::string_view team = teams[dice.below(teams.size())];
    Desktop desktop;
    desktop.id = "ecd-" + dice.base36(8) + unique;
    desktop.name = desktop_name(team, index + 1);
    desktop.region = static_cast<RegionIndex>(index % regions);
    desktop.office_site = static_cast<unsigned>(index / regions % settings.office_sites) + 1;
    desktop.linux = dice.within(Share{0.25});
    desktop.system_disk = Disk{"d-" + dice.base36(14) + unique + 's', 80};
    desktop.tags.push_back(Tag{"env", dice.within(Share{0.7}) ? "prod" : "test"});
    desktop.tags.push_back(Tag{"team", std::string(team)});
    desktop.created = now - std::chrono::hours{24 * (1 + static_cast<int>(dice.below(700)))};
    return desktop;
}

/// How it is paid, grouped and assigned: dealt apart, so that ids, names and tags of a seed stay what they were.
void deal_assignment(Desktop& desktop, Dice& dice) {
    desktop.prepaid = dice.within(Share{0.3});
    desktop.policy_group = 1 + static_cast<unsigned>(dice.below(3));
    desktop.resource_group = 1 + static_cast<unsigned>(dice.below(2));
    if (!desktop.pooled) desktop.end_users.push_back("user-" + dice.base36(6));
}

}  // namespace

std::optional<std::string> next_status(std::string_view status) {
    if (status == "Starting") return "Running";
    if (status == "Stopping") return "Stopped";
    if (status == "Hibernating") return "Hibernated";
    return std::nullopt;
}

Fleet deal_fleet(const FleetSettings& settings, std::uint64_t seed, Instant now) {
    Dice dice{seed, "fleet"};
    Dice assignments{seed, "assignments"};
    const auto states = deal_states(settings.states, settings.desktops, dice);
    const auto with_data = deal_marks(settings.data_disks, settings.desktops, dice);
    const auto pooled = deal_marks(settings.pooled, settings.desktops, dice);
    std::vector<Desktop> desktops;
    desktops.reserve(settings.desktops);
    for (std::size_t i = 0; i < settings.desktops; ++i) {
        Desktop& desktop = desktops.emplace_back(deal_desktop(settings, i, dice, now));
        desktop.status = states[i];
        if (auto next = next_status(states[i])) {
            desktop.change = StatusChange{now + dice.between(settings.transition), std::move(*next)};
        }
        desktop.pooled = pooled[i];
        deal_assignment(desktop, assignments);
        if (with_data[i]) desktop.data_disk = Disk{"d-" + dice.base36(14) + base36(i) + 'd', 100};
    }
    return Fleet{settings.regions, std::move(desktops)};
}

Parsed<std::vector<StateWeight>> read_state_weights(std::string_view text) {
    std::vector<StateWeight> weights;
    double total = 0;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const auto item = text.substr(0, comma);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
        const auto equals = item.find('=');
        const auto status = item.substr(0, equals);
        const auto weight =
            equals == std::string_view::npos ? Parsed<double>(1.0) : read_number(item.substr(equals + 1));
        if (!weight) return weight.error();
        const bool letters = std::ranges::all_of(status, [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
        if (status.empty() || !letters) return Problem{"\"" + std::string(status) + "\" is not a desktop status"};
        weights.push_back(StateWeight{std::string(status), *weight});
        total += *weight;
    }
    if (!(total > 0)) return Problem{"give at least one status a weight, as in Running=60,Stopped=30"};
    return weights;
}

}  // namespace ecdsnap::emulator
