#include "emulator/state/desktop.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

bool equal_in_any_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a - 'A' + 'a') : a) == b; });
}

}  // namespace

std::string_view status_at(const Desktop& desktop, Instant now) {
    return desktop.change && now >= desktop.change->at ? desktop.change->status : desktop.status;
}

const Disk* find_disk(const Desktop& desktop, DiskType type) {
    if (type == DiskType::system) return &desktop.system_disk;
    return desktop.data_disk ? &*desktop.data_disk : nullptr;
}

std::string_view upper_case_name(DiskType type) {
    return type == DiskType::system ? "SYSTEM" : "DATA";
}

std::optional<DiskType> read_disk_type(std::string_view text) {
    if (equal_in_any_case(text, "system")) return DiskType::system;
    if (equal_in_any_case(text, "data")) return DiskType::data;
    return std::nullopt;
}

std::string_view os_name(const Desktop& desktop) {
    return desktop.linux ? "Linux" : "Windows";
}

std::string desktop_group_id(const Desktop& desktop) {
    return "dg-" + std::to_string(1000 + desktop.office_site);
}

std::string policy_group_id(const Desktop& desktop) {
    return "pg-" + std::to_string(1000 + desktop.policy_group);
}

std::string resource_group_id(const Desktop& desktop) {
    return "rg-" + std::to_string(1000 + desktop.resource_group);
}

std::string resource_group_name(const Desktop& desktop) {
    return "group-" + std::to_string(desktop.resource_group);
}

std::string office_site_id(std::string_view region, unsigned site) {
    return std::string(region) + "+dir-" + std::to_string(1000000000U + site);
}

std::string office_site_name(std::string_view region, unsigned site) {
    return std::string(region) + "-office-" + std::to_string(site);
}

}  // namespace ecdsnap::emulator
