// Numbers in a fixed number of places, as dates have them. Stamps and keys are read and written for every snapshot that
// a listing shows: a general formatter takes ten times as long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ecdsnap::core {

// Appends the last `places` digits of `number`, with leading zeros.
inline void append_digits(std::string& text, std::uint64_t number, std::size_t places) {
    const std::size_t begin = text.size();
    text.resize(begin + places);
    for (std::size_t at = begin + places; at > begin; number /= 10)
        text[--at] = static_cast<char>('0' + number % 10);
}

}  // namespace ecdsnap::core
