// How a key is made: what a file or the environment says, before anybody has been asked for it. A key at hand, or whom
// to ask; and the roles that are taken with it, one after the other.
#pragma once

#include "core/credentials/assumed_role.hpp"
#include "core/text/text_error.hpp"
#include "ports/credentials.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

struct KeyRecipe {
    enum class Kind : std::uint8_t {
        fixed,     // `key`
        metadata,  // the instance's RAM role `text`; empty: whichever it has
        oidc,      // `oidc`
        uri,       // whoever answers at `text`
        process,   // what the command line `text` prints
    };
    Kind kind = Kind::fixed;
    ports::Credentials key = {};
    std::string text = {};
    core::OidcRole oidc = {};
    std::vector<core::AssumedRole> roles = {};
    std::string source = {};  // "profile default of /root/.aliyun/config.json"

    // Nobody has to be asked.
    bool is_at_hand() const { return kind == Kind::fixed && roles.empty(); }
};

// The error is the rest of a sentence that the place's name begins: "has no access_key_id".
using RecipeResult = core::TextResult<KeyRecipe>;
using KeyResult = core::TextResult<ports::Credentials>;

}  // namespace ecdsnap::adapters
