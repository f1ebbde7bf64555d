// Text without what gives access to anything: keys, passwords, tokens, addresses that are secrets themselves. Whoever
// gets a support archive is a stranger, so rather a word too many is taken out than one too few.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace ecdsnap::cli {

inline constexpr std::string_view scrubbed_mark = "[removed]";

class Scrubber {
public:
    // Taken out wherever it stands, also as a URL or JSON writes it. Shorter than four characters: it is ignored, since
    // it would stand everywhere. Of several lines each counts.
    void add_secret(std::string_view value);

    // Line by line: a value that goes on in deeper lines (YAML) and a PEM block go as a whole.
    std::string scrubbed(std::string_view text) const;

private:
    // A secret that another one holds must not break it up.
    struct LongestFirst {
        bool operator()(const std::string& a, const std::string& b) const {
            return a.size() != b.size() ? a.size() > b.size() : a < b;
        }
    };

    std::string scrubbed_line(std::string line) const;

    std::set<std::string, LongestFirst> secrets_;
};

// Does a variable or key of this name hold a secret? "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "password"; not
// "password_file".
bool names_secret(std::string_view name);

// The same for an option of a program: "--pin", "-key" and "pass" too.
bool names_secret_option(std::string_view option);

}  // namespace ecdsnap::cli
