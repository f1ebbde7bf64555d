// This process as a user who may read nothing of root's, while it lives: tests are often run as root, who may read all.
#pragma once

#include <unistd.h>

namespace ecdsnap::tests {

class Nobody {
public:
    Nobody() : was_(::geteuid()) {
        if (was_ == 0) is_ = ::seteuid(65534) == 0;
    }
    Nobody(const Nobody&) = delete;
    Nobody& operator=(const Nobody&) = delete;
    ~Nobody() {
        if (was_ == 0) is_ = ::seteuid(0) != 0;
    }

    bool is() const { return is_; }

private:
    uid_t was_;
    bool is_ = true;
};

}  // namespace ecdsnap::tests
