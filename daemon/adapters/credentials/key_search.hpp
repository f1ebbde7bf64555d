// Finds an account's key: asks its places in their order until one serves, and then only that one.
#pragma once

#include "adapters/credentials/key_maker.hpp"
#include "adapters/credentials/key_places.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

class KeySearch {
public:
    KeySearch(const core::CredentialSource& source, const core::Environment& environment, const KeyTools& tools);

    // The error lists every place that was asked.
    boost::asio::awaitable<MadeResult> find();

    // Something that is read from a file may be another now.
    bool changed() const;
    // What the place that serves says now, without asking anybody. Error: its file is not readable, or torn.
    RecipeResult reread();

    // A new key is read, not asked for: when there is one shows in changed().
    bool is_at_hand() const { return at_hand_; }

private:
    RecipeResult recipe_of(KeyPlace& place) const;
    boost::asio::awaitable<MadeResult> ask(KeyPlace& place);

    std::vector<std::unique_ptr<KeyPlace>> places_;
    std::vector<core::AssumedRole> assumed_;
    core::Environment environment_;
    KeyMaker maker_;
    KeyPlace* serves_ = nullptr;  // one of places_
    bool at_hand_ = false;
};

// "/root/.aliyun/config.json has no profile 'x' (…)"
std::string sentence(const KeyPlace& place, const core::TextError& error);

}  // namespace ecdsnap::adapters
