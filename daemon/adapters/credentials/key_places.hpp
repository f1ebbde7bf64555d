// The places where a key can be. Each answers with the key or with why it has none.
#pragma once

#include "adapters/credentials/key_text.hpp"
#include "core/environment.hpp"
#include "core/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

class KeyPlace {
public:
    virtual ~KeyPlace() = default;
    virtual std::string name() const = 0;  // for people: "the environment", "/root/.aliyun/config.json"
    virtual KeyResult get() = 0;           // cheap while nothing has changed; `source` is set
};

// In the order in which they are asked.
std::vector<std::unique_ptr<KeyPlace>> places_of(const core::CredentialSource& source,
                                                 const core::Environment& environment);

}  // namespace ecdsnap::adapters
