// One request on its way by libcurl: over HTTP(S) or SMTP, within time-outs, verified, without redirects.
#pragma once

#include "adapters/notify/service_request.hpp"
#include "core/environment.hpp"
#include "core/notify/outbox.hpp"

#include <array>
#include <curl/curl.h>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

// How requests get out: the proxies are found by libcurl itself, in the same environment.
struct TransferRoute {
    std::string no_proxy;  // NO_PROXY and loopback
    std::string ca_file;   // SSL_CERT_FILE; empty: the system's
    std::string ca_path;   // SSL_CERT_DIR; likewise
};
TransferRoute transfer_route(const core::Environment& environment);

// Once in a process, before the first transfer and before there are threads.
void prepare_curl();

class Transfer {
public:
    Transfer(core::ChannelType type, ServiceRequest request, const TransferRoute& route);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return easy_.get(); }

    // What its end means; nothing secret is in what is said.
    core::DeliveryEnd end(CURLcode code) const;

private:
    static std::size_t keep(char* data, std::size_t size, std::size_t count, void* transfer);
    template <class T>
    void set(CURLoption option, T value);
    void set_limits(const TransferRoute& route);
    void set_http();
    void set_mail(const Mail& mail);
    core::DeliveryEnd judged(CURLcode code) const;

    struct Closer {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
        void operator()(curl_mime* mime) const { curl_mime_free(mime); }
    };
    using List = std::unique_ptr<curl_slist, Closer>;
    static List list_of(const std::vector<std::string>& lines);

    const core::ChannelType type_;
    const ServiceRequest request_;
    List headers_;
    List recipients_;
    std::string answer_;  // its first bytes
    std::array<char, CURL_ERROR_SIZE> error_{};
    std::unique_ptr<CURL, Closer> easy_;  // ends before what it refers to
    std::unique_ptr<curl_mime, Closer> mime_;
};

}  // namespace ecdsnap::adapters
