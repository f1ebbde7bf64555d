#include "simulation/task_name.hpp"

#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ecdsnap::tests {
namespace {

// "20261124T180100"
std::optional<core::SlotInstant> instant_from(const std::string& text) {
    if (text.size() != 15 || text[8] != 'T') return std::nullopt;
    const auto number = [&](std::size_t from, std::size_t count) {
        int value = -1;
        std::from_chars(text.data() + from, text.data() + from + count, value);
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year{number(0, 4)},
                                           std::chrono::month{static_cast<unsigned>(number(4, 2))},
                                           std::chrono::day{static_cast<unsigned>(number(6, 2))}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{number(9, 2)} + std::chrono::minutes{number(11, 2)} +
           std::chrono::seconds{number(13, 2)};
}

}  // namespace

std::optional<TaskName> task_name_from(const std::string& snapshot_name) {
    TaskName name;
    const std::size_t after_policy = snapshot_name.find('-');
    if (after_policy == std::string::npos) return std::nullopt;
    name.policy = snapshot_name.substr(0, after_policy);
    const std::size_t after_slot = snapshot_name.find('-', after_policy + 1);
    if (after_slot == std::string::npos) return std::nullopt;
    const auto instant = instant_from(snapshot_name.substr(after_policy + 1, after_slot - after_policy - 1));
    if (!instant) return std::nullopt;
    name.instant = *instant;
    std::size_t disk = snapshot_name.find("-system", after_slot);
    if (disk == std::string::npos) {
        disk = snapshot_name.find("-data", after_slot);
        name.disk = core::DiskKind::data;
    }
    if (disk == std::string::npos) return std::nullopt;
    name.desktop_id = snapshot_name.substr(after_slot + 1, disk - after_slot - 1);
    return name;
}

std::string text(const TaskName& name) {
    return fmt::format("{} {} {} {}", name.policy, core::utc_text(name.instant), name.desktop_id,
                       core::text(name.disk));
}

}  // namespace ecdsnap::tests
