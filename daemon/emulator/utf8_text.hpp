// The few questions about UTF-8 that the service asks: is it valid, how many characters, the first so many of them.
#pragma once

#include <string_view>

namespace ecdsnap::emulator {

bool is_utf8(std::string_view text);                  // refuses overlong forms and surrogates
std::size_t count_characters(std::string_view text);  // code points of valid UTF-8
std::string_view first_characters(std::string_view text, std::size_t characters);  // never cuts inside one

}  // namespace ecdsnap::emulator
