#include "core/policy/name_glob.hpp"

#include "core/text/printable.hpp"

namespace ecdsnap::core {
namespace {

// Takes one step of the glob (not a star) against the text; false: they differ. Both positions lie inside or at the
// end.
bool step_matches(std::string_view glob, std::size_t& in_glob, std::string_view text, std::size_t& in_text) {
    if (in_glob == glob.size() || in_text == text.size()) return false;
    if (glob[in_glob] == '?') {
        ++in_glob;
        in_text += next_code_point(text.substr(in_text)).length;
        return true;
    }
    const bool escaped = glob[in_glob] == '\\' && in_glob + 1 < glob.size();
    if (glob[in_glob + (escaped ? 1 : 0)] != text[in_text]) return false;
    in_glob += escaped ? 2 : 1;
    ++in_text;
    return true;
}

}  // namespace

// On a difference the last star takes one character more and the match goes on from there; earlier stars need no second
// try, since what lies between them and the last one has already matched as early as it can.
bool glob_matches(std::string_view glob, std::string_view text) {
    std::size_t in_glob = 0;
    std::size_t in_text = 0;
    std::size_t after_star = std::string_view::npos;
    std::size_t star_took = 0;
    while (in_glob < glob.size() || in_text < text.size()) {
        if (in_glob < glob.size() && glob[in_glob] == '*') {
            after_star = ++in_glob;
            star_took = in_text;
        } else if (!step_matches(glob, in_glob, text, in_text)) {
            if (after_star == std::string_view::npos || star_took == text.size()) return false;
            star_took += next_code_point(text.substr(star_took)).length;
            in_glob = after_star;
            in_text = star_took;
        }
    }
    return true;
}

}  // namespace ecdsnap::core
