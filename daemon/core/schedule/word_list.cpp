#include "core/schedule/word_list.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

constexpr std::size_t shortest_sequence = 5;  // 0, 7, 14 ... 56
constexpr std::size_t shortest_range = 3;     // 1 to 3

bool is_sequence(const std::vector<int>& values) {
    if (values.size() < shortest_sequence) return false;
    const int step = values[1] - values[0];
    for (std::size_t i = 1; i < values.size(); ++i)
        if (values[i] - values[i - 1] != step) return false;
    return step > 1;
}

}  // namespace

std::string joined(std::span<const std::string> parts, std::string_view last_word) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += i + 1 == parts.size() ? fmt::format(" {} ", last_word) : ", ";
        text += parts[i];
    }
    return text;
}

std::vector<int> values_of(std::uint64_t set, int size) {
    std::vector<int> values;
    for (int i = 0; i < size; ++i)
        if (set >> i & 1) values.push_back(i);
    return values;
}

std::string list_of(const std::vector<int>& values, std::string (*name)(int)) {
    if (is_sequence(values))
        return fmt::format("{}, {}, {} ... {}", name(values[0]), name(values[1]), name(values[2]), name(values.back()));
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < values.size();) {
        std::size_t last = i;
        while (last + 1 < values.size() && values[last + 1] == values[last] + 1)
            ++last;
        if (last - i + 1 >= shortest_range) {
            parts.push_back(fmt::format("{} to {}", name(values[i]), name(values[last])));
        } else {
            for (std::size_t j = i; j <= last; ++j)
                parts.push_back(name(values[j]));
        }
        i = last + 1;
    }
    return joined(parts, "and");
}

std::string numbers(std::string_view noun, const std::vector<int>& values) {
    const auto digits = [](int value) { return std::to_string(value); };
    return fmt::format("{}{} {}", noun, values.size() == 1 ? "" : "s", list_of(values, digits));
}

}  // namespace ecdsnap::core
