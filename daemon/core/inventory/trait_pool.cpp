#include "core/inventory/trait_pool.hpp"

#include <utility>

namespace ecdsnap::core {

std::shared_ptr<const DesktopTraits> TraitPool::share(std::shared_ptr<const DesktopTraits> traits) {
    return traits ? *kept_.insert(std::move(traits)).first : nullptr;
}

std::shared_ptr<const DesktopTraits> TraitPool::share(DesktopTraits traits) {
    return share(std::make_shared<const DesktopTraits>(std::move(traits)));
}

}  // namespace ecdsnap::core
