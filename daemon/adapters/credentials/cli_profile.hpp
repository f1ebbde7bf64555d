// ~/.aliyun/config.json, the profiles of Alibaba's command line: pure. Modes are compared in any case, as that does.
#pragma once

#include "adapters/credentials/key_recipe.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// An empty `profile` means the one that `current` names. `chosen` becomes the profile's name.
RecipeResult recipe_of_cli_profile(std::string_view json, std::string_view profile, std::string& chosen);

}  // namespace ecdsnap::adapters
