// The three digests of the two signature versions.
#pragma once

#include <string>
#include <string_view>

namespace ecdsnap::emulator {

std::string sha256_hex(std::string_view text);                             // lower-case
std::string hmac_sha256_hex(std::string_view key, std::string_view text);  // lower-case
std::string hmac_sha1_base64(std::string_view key, std::string_view text);

/// Takes the same time wherever the first difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace ecdsnap::emulator
