// The catalogue's causes and remedies in other languages than English. Names, codes and fields are the same in all.
#pragma once

#include "core/events/event.hpp"

#include <cstdint>
#include <string_view>

namespace ecdsnap::core {

enum class Language : std::uint8_t { english, chinese };

struct EventTexts {
    std::string_view cause;
    std::string_view remedy;  // "" when nothing is to be done
};

EventTexts texts_of(const EventType& type, Language language);

}  // namespace ecdsnap::core
