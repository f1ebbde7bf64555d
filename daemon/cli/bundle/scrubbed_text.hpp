// Text without what gives access to anything: keys, passwords, tokens, addresses that are secrets themselves. Whoever
// gets a support archive is a stranger, so rather a word too many is taken out than one too few.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

inline constexpr std::string_view scrubbed_mark = "[removed]";

class Scrubber {
public:
    // Taken out wherever it stands, also as a URL or JSON writes it. Shorter than four characters: it is ignored, since
    // it would stand everywhere.
    void add_secret(std::string_view value);

    // Line by line: a value that goes on in deeper lines (YAML) and a PEM block go as a whole.
    std::string scrubbed(std::string_view text) const;

private:
    std::string scrubbed_line(std::string line) const;

    std::vector<std::string> secrets_;  // longest first
};

// Does a variable or key of this name hold a secret? "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "password"; not
// "password_file".
bool names_secret(std::string_view name);

}  // namespace ecdsnap::cli
