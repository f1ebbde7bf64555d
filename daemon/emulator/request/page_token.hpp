// NextToken: where the last page stopped, bound to the question that it answers.
#pragma once

#include "emulator/request/query_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

/// Two numbers whose meaning belongs to the listing.
struct PagePlace {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

std::string make_page_token(PagePlace place, const Parameters& question);

/// Unset when the token is not one of ours, or was given for other filters than these.
std::optional<PagePlace> read_page_token(std::string_view token, const Parameters& question);

}  // namespace ecdsnap::emulator
