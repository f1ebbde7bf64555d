// What the files that hold keys say: pure. No error repeats anything of a file but names of profiles, modes and types.
#pragma once

#include "adapters/credentials/key_recipe.hpp"
#include "core/environment.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// Makes a key of its three parts, each checked; an empty part counts as absent. `id_name`, `secret_name`: what they are
// called in the place they come from.
KeyResult make_key(std::string_view id, std::string_view secret, std::string_view token, std::string_view id_name,
                   std::string_view secret_name);

// ~/.alibabacloud/credentials: the section `profile`.
RecipeResult recipe_of_ini(std::string_view ini, std::string_view profile);

// A file with one key: JSON {"access_key_id", "access_key_secret", "security_token"}, or the INI form with its section
// `default` or none.
RecipeResult recipe_of_file(std::string_view text);

// What a program printed: JSON {"mode", "access_key_id", "access_key_secret", "sts_token", "expiration"}.
KeyResult key_of_process(std::string_view output);

// What the metadata service or a credentials URI answered: JSON {"Code", "AccessKeyId", "AccessKeySecret",
// "SecurityToken", "Expiration"}. Code must be "Success"; where there is none, that is fine for a URI.
enum class CodeNeeded : std::uint8_t { yes, if_any };
KeyResult key_of_answer(std::string_view body, CodeNeeded code);

// What STS answered: {"Credentials": {…}}.
KeyResult key_of_sts(std::string_view body);

}  // namespace ecdsnap::adapters
