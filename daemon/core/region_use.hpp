// Regions that the cloud names and in which an account can have no desktops.
#pragma once

#include "core/error.hpp"

namespace ecdsnap::core {

// Whether this answer to a first listing says that a region which was only discovered is not for this account: the
// service is not there or not opened, or the key may not list there. A key that is unknown or expired, a network that
// is down and a service that is busy say nothing of the region.
inline bool refuses_region(const Error& error) {
    switch (error.kind) {
        case ErrorClass::permission:
        case ErrorClass::bad_request:
        case ErrorClass::gone: return true;
        default: return false;
    }
}

}  // namespace ecdsnap::core
