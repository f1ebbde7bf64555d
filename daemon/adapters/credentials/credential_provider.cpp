#include "adapters/credentials/credential_provider.hpp"

#include "adapters/credentials/key_places.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

std::string sentence(const KeyPlace& place, const core::TextError& error) {
    std::string text = place.name() + " " + error.problem;
    if (!error.hint.empty()) text += " (" + error.hint + ")";
    return text;
}

class PlacesInOrder final : public ports::CredentialProvider {
public:
    explicit PlacesInOrder(std::vector<std::unique_ptr<KeyPlace>> places) : places_(std::move(places)) {}

    boost::asio::awaitable<core::Result<ports::Credentials>> get() override { co_return find(); }

private:
    core::Result<ports::Credentials> find() {
        core::Error error;
        error.kind = core::ErrorClass::credentials;
        error.message = "no key: ";
        for (const auto& place : places_) {
            KeyResult key = place->get();
            if (key) return std::move(*key);
            if (place != places_.front()) error.message += "; ";
            error.message += sentence(*place, key.error());
        }
        return error;
    }

    std::vector<std::unique_ptr<KeyPlace>> places_;
};

}  // namespace

std::unique_ptr<ports::CredentialProvider> make_credential_provider(const core::CredentialSource& source,
                                                                    const core::Environment& environment) {
    return std::make_unique<PlacesInOrder>(places_of(source, environment));
}

}  // namespace ecdsnap::adapters
