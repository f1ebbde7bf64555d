// What the service manager (systemd) is told.
#pragma once

#include <string>

namespace ecdsnap::ports {

class ServiceNotifier {
public:
    virtual ~ServiceNotifier() = default;
    virtual void ready(const std::string& status) = 0;
    virtual void reloading() = 0;
    virtual void stopping() = 0;
    virtual void status(const std::string& text) = 0;  // one line for `systemctl status`
    virtual void watchdog() = 0;                       // called only when every loop has made progress
};

}  // namespace ecdsnap::ports
