// The places where a key can be, or where is said how to get one. Each answers with the recipe or with why it has none.
#pragma once

#include "adapters/credentials/key_recipe.hpp"
#include "core/credential_source.hpp"
#include "core/environment.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

class KeyPlace {
public:
    virtual ~KeyPlace() = default;
    virtual std::string name() const = 0;  // for people: "the environment", "/root/.aliyun/config.json"
    virtual RecipeResult recipe() = 0;     // cheap while nothing has changed; `source` is set
    // A file is not what recipe() read last; costs one look at its status.
    virtual bool changed() const { return false; }
};

// In the order in which they are asked. `default` is Alibaba's own chain: the environment, the OIDC role of the
// environment, ~/.aliyun/config.json, ~/.alibabacloud/credentials, the RAM role of this ECS instance, the credentials
// URI of the environment.
std::vector<std::unique_ptr<KeyPlace>> places_of(const core::CredentialSource& source,
                                                 const core::Environment& environment);

}  // namespace ecdsnap::adapters
