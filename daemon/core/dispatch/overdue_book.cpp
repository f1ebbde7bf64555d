#include "core/dispatch/overdue_book.hpp"

#include "core/text/stable_hash.hpp"

namespace ecdsnap::core {
namespace {

// Two that share one of 2^64 values are, at worst, taken for as overdue as each other.
std::uint64_t key_of(std::string_view policy, std::string_view desktop_id, DiskKind disk) {
    return stable_hash({policy, desktop_id, text(disk)});
}

}  // namespace

void OverdueBook::ended(std::string_view policy, std::string_view desktop_id, DiskKind disk, Outcome outcome) {
    const std::uint64_t key = key_of(policy, desktop_id, disk);
    if (outcome == Outcome::done || outcome == Outcome::skipped) {
        rows_.erase(key);
    } else if (outcome != Outcome::none) {
        std::uint8_t& row = rows_[key];
        if (row < most) ++row;
    }
}

std::uint32_t OverdueBook::slots(std::string_view policy, std::string_view desktop_id, DiskKind disk) const {
    if (rows_.empty()) return 0;
    const auto row = rows_.find(key_of(policy, desktop_id, disk));
    return row == rows_.end() ? 0 : row->second;
}

}  // namespace ecdsnap::core
