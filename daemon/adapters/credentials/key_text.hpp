// What the files that hold keys say: pure. No error repeats anything of a file but names of profiles, modes and types.
#pragma once

#include "core/text/text_error.hpp"
#include "ports/credentials.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// A key with `source` still empty, or what is wrong, as the rest of a sentence that the file's name begins.
using KeyResult = core::TextResult<ports::Credentials>;

// Makes a key of its three parts, each checked; an empty part counts as absent. `id_name`, `secret_name`: what they are
// called in the place they come from.
KeyResult make_key(std::string_view id, std::string_view secret, std::string_view token, std::string_view id_name,
                   std::string_view secret_name);

// ~/.aliyun/config.json. An empty `profile` means the one that `current` names. `chosen` becomes the profile's name.
KeyResult key_of_cli_profile(std::string_view json, std::string_view profile, std::string& chosen);

// ~/.alibabacloud/credentials: the section `profile`.
KeyResult key_of_ini(std::string_view ini, std::string_view profile);

// A file with one key: JSON {"access_key_id", "access_key_secret", "security_token"}, or the INI form with its section
// `default` or none.
KeyResult key_of_file(std::string_view text);

}  // namespace ecdsnap::adapters
