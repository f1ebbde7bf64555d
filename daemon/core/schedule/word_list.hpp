// Sets of numbers as people read them: "0, 7, 14 ... 56", "1 to 5, 8 and 10". For the words of a schedule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

// "a", "a and b", "a, b and c"
std::string joined(std::span<const std::string> parts, std::string_view last_word);

// The set bits below `size`, ascending.
std::vector<int> values_of(std::uint64_t set, int size);

// Three values and more that follow each other make a range, five and more in equal steps are cut short. `name` says
// how one value is written. Not for an empty list.
std::string list_of(const std::vector<int>& values, std::string (*name)(int));

// "minute 5", "minutes 0 and 20"
std::string numbers(std::string_view noun, const std::vector<int>& values);

}  // namespace ecdsnap::core
