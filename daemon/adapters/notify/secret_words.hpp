// Takes secrets out of what services and libraries say, before anybody reads it: robots' addresses hold tokens, and
// answers like to repeat them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// What must not be shown of an address: its path, its query, and each part of them that is longer than a word.
std::vector<std::string> secret_words_of(std::string_view url);

// One line, cut to a length for a log, with "***" for each of these words.
std::string concealed(std::string_view text, const std::vector<std::string>& words);

}  // namespace ecdsnap::adapters
