// The secrets that stand in a file of the configuration, found by its tree and not by its lines: a value may go on over
// lines, be folded or quoted in any way that YAML has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

// The text with each value of a secret key taken out: passwords and the like, `process` (a command line) and `user`. It
// keeps its number of lines, since problems name them. Of a file with a mistake: what stands before that.
std::string without_secret_values(std::string_view yaml);

// Those values themselves, to be looked for elsewhere: passwords and the like, whole command lines with what they hand
// over as a password, and passwords in addresses. Not the names of users, and not tags: those are anybody's words.
std::vector<std::string> secret_values(std::string_view yaml);

// A command line, and what it hands over as a password: "--pin x", "--password=x", "TOKEN=x".
std::vector<std::string> secrets_of_command(const std::string& command);

// The password in `https://USER:PASSWORD@HOST`, as written and decoded; empty: there is none.
std::vector<std::string> secrets_of_address(std::string_view text);

}  // namespace ecdsnap::cli
