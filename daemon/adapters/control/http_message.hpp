// One HTTP request and its answer, whatever they travel over.
#pragma once

#include <string>

namespace ecdsnap::adapters {

struct HttpRequest {
    std::string method;
    std::string target;  // as it stood in the request line
    std::string body;
    std::string host;           // the header's value; empty: there was none
    std::string authorization;  // the header's value; empty: there was none
    int descriptor = -1;        // of the connection
};

struct HttpReply {
    unsigned status = 200;  // HTTP
    std::string body;
    std::string content_type = "application/json";
    std::string more_headers{};  // whole lines with their ends
};

}  // namespace ecdsnap::adapters
