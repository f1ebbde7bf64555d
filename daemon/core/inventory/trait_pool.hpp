// Keeps one copy of each combination of traits: a fleet of 100,000 has a few hundred, not 100,000.
#pragma once

#include "core/desktop.hpp"

#include <memory>
#include <set>

namespace ecdsnap::core {

class TraitPool {
public:
    // The copy that equals `traits`; the first one asked for becomes it.
    std::shared_ptr<const DesktopTraits> share(std::shared_ptr<const DesktopTraits> traits);
    std::shared_ptr<const DesktopTraits> share(DesktopTraits traits);

private:
    struct ByValue {
        bool operator()(const std::shared_ptr<const DesktopTraits>& a,
                        const std::shared_ptr<const DesktopTraits>& b) const {
            return *a < *b;
        }
    };
    std::set<std::shared_ptr<const DesktopTraits>, ByValue> kept_;
};

}  // namespace ecdsnap::core
