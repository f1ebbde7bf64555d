// Queries and form bodies as Alibaba's signatures want them: RFC 3986, and the same bytes are sent that were signed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::core {

using NameValues = std::vector<std::pair<std::string, std::string>>;  // not encoded; names are unique

std::string percent_encode(std::string_view text);  // all but A-Z a-z 0-9 - _ . ~
std::string canonical_query(NameValues query);      // sorted by name in byte order, encoded

}  // namespace ecdsnap::core
