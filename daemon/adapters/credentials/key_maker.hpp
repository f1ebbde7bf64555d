// Makes keys by their recipes: asks whoever hands them out. One try; who waits, and when it is tried again, is decided
// by the provider.
#pragma once

#include "adapters/credentials/key_recipe.hpp"
#include "core/environment.hpp"
#include "core/time.hpp"
#include "ports/clock.hpp"
#include "ports/process_runner.hpp"
#include "ports/web_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace ecdsnap::adapters {

// What keys are fetched with. All outlive whoever is given them.
struct KeyTools {
    ports::Clock& clock;
    ports::WebClient& web;
    ports::ProcessRunner& processes;
};

struct MadeKey {
    ports::Credentials key;                // `expires` by this machine's clock
    std::optional<core::Millis> lifetime;  // from now on, by the clock of who made it; nullopt: no end is known
};
using MadeResult = core::TextResult<MadeKey>;

class KeyMaker {
public:
    KeyMaker(const KeyTools& tools, const core::Environment& environment);

    // The error is a sentence: "STS refused the role …".
    boost::asio::awaitable<MadeResult> make(KeyRecipe recipe);

private:
    boost::asio::awaitable<MadeResult> base_key(KeyRecipe recipe);
    boost::asio::awaitable<MadeResult> from_process(std::string command);
    boost::asio::awaitable<MadeResult> from_uri(std::string uri);
    boost::asio::awaitable<MadeResult> from_oidc(core::OidcRole oidc);
    boost::asio::awaitable<MadeResult> with_role(ports::Credentials key, core::AssumedRole role);
    MadeResult finished(KeyResult key, std::string_view who, std::string_view date_header) const;

    KeyTools tools_;
    bool v1_allowed_;  // of the metadata service, whose tokens are version 2
};

}  // namespace ecdsnap::adapters
