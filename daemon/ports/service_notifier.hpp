// What the service manager (systemd) is told.
#pragma once

#include "core/time.hpp"

#include <string>

namespace ecdsnap::ports {

class ServiceNotifier {
public:
    virtual ~ServiceNotifier() = default;
    virtual void ready(const std::string& status) = 0;
    virtual void reloading() = 0;
    virtual void stopping() = 0;
    virtual void still_stopping(
        core::Millis patience) = 0;                    // the next word comes within this time, or something is wrong
    virtual void status(const std::string& text) = 0;  // one line for `systemctl status`
    virtual void watchdog() = 0;                       // called only when every loop has made progress
};

}  // namespace ecdsnap::ports
