// The actions of the service, as far as they are paced apart.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ecdsnap::core {

enum class CallKind : std::uint8_t { create, read, power };  // power: waking desktops, putting them back to sleep

inline constexpr std::size_t call_kinds = 3;

constexpr const char* text(CallKind kind) {
    switch (kind) {
        case CallKind::create: return "create";
        case CallKind::read: return "read";
        case CallKind::power: return "power";
    }
    return "?";
}

}  // namespace ecdsnap::core
