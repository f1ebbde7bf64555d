#include "adapters/yaml/name_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ecdsnap::adapters {

std::string name_list(std::span<const std::string> names) {
    constexpr std::size_t most = 12;
    const auto shown = names.first(std::min(names.size(), most));
    auto text = fmt::format("{}", fmt::join(shown, ", "));
    if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
    return text;
}

}  // namespace ecdsnap::adapters
