#include "adapters/credentials/key_search.hpp"

#include "adapters/credentials/role_environment.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {

using boost::asio::awaitable;

std::string sentence(const KeyPlace& place, const core::TextError& error) {
    std::string text = place.name() + " " + error.problem;
    if (!error.hint.empty()) text += " (" + error.hint + ")";
    return text;
}

namespace {

// What whoever hands out keys said; it names itself.
std::string sentence(const core::TextError& error) {
    return error.hint.empty() ? error.problem : error.problem + " (" + error.hint + ")";
}

}  // namespace

KeySearch::KeySearch(const core::CredentialSource& source, const core::Environment& environment, const KeyTools& tools)
    : places_(places_of(source, environment)),
      assumed_(source.assumed),
      environment_(environment),
      maker_(tools, environment) {}

RecipeResult KeySearch::recipe_of(KeyPlace& place) const {
    auto recipe = place.recipe();
    if (!recipe) return core::TextError(0, sentence(place, recipe.error()));
    recipe->roles.insert(recipe->roles.end(), assumed_.begin(), assumed_.end());
    auto whole = completed(std::move(*recipe), environment_);
    if (!whole) return core::TextError(0, sentence(place, whole.error()));
    return whole;
}

awaitable<MadeResult> KeySearch::ask(KeyPlace& place) {
    auto recipe = recipe_of(place);
    if (!recipe) co_return recipe.error();
    const bool at_hand = recipe->is_at_hand();
    auto made = co_await maker_.make(std::move(*recipe));
    if (!made) co_return core::TextError(0, sentence(made.error()));
    serves_ = &place;
    at_hand_ = at_hand;
    co_return made;
}

awaitable<MadeResult> KeySearch::find() {
    if (serves_ != nullptr) co_return co_await ask(*serves_);
    std::string problems;
    for (const auto& place : places_) {
        auto made = co_await ask(*place);
        if (made) co_return made;
        problems += (problems.empty() ? "" : "; ") + made.error().problem;
    }
    co_return core::TextError(0, "no key: " + problems);
}

bool KeySearch::changed() const {
    if (serves_ != nullptr) return serves_->changed();
    return std::any_of(places_.begin(), places_.end(), [](const auto& place) { return place->changed(); });
}

RecipeResult KeySearch::reread() {
    return recipe_of(*serves_);
}

}  // namespace ecdsnap::adapters
