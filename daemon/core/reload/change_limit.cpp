#include "core/reload/change_limit.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {

std::string text(const ChangeLimit& limit) {
    switch (limit.kind) {
        case ChangeLimit::Kind::unlimited: return "unlimited";
        case ChangeLimit::Kind::desktops: return std::to_string(limit.number);
        case ChangeLimit::Kind::percent: return fmt::format("{}%", limit.number);
    }
    return "?";
}

std::optional<std::uint64_t> most_of(const ChangeLimit& limit, std::uint64_t backed_up_before) {
    switch (limit.kind) {
        case ChangeLimit::Kind::unlimited: return std::nullopt;
        case ChangeLimit::Kind::desktops: return limit.number;
        case ChangeLimit::Kind::percent: break;
    }
    if (backed_up_before == 0) return std::nullopt;
    return (backed_up_before * limit.number + 99) / 100;
}

}  // namespace ecdsnap::core
