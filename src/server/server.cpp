#include "server/server.hpp"

#include <malloc.h>

#include <algorithm>
#include <thread>

#include "core/errors.hpp"
#include "server/application.hpp"
#include "server/listener.hpp"
#include "server/places.hpp"
#include "server/solver.hpp"

namespace dmp::server {

bool is_loopback(const std::string& address) { return address == "::1" || address.starts_with("127."); }

void serve(const ServeSettings& settings, const std::function<void(const std::string&)>& started) {
  if (!is_loopback(settings.address) && settings.audience == pipeline::Audience::restricted)
    throw core::UserError(core::ErrorKind::usage, "restricted figures are not offered to a network", "leave out --listen, or serve the public figures; for one colleague use a tunnel such as ssh -L");
  ServiceSettings service;
  service.folder = settings.folder;
  service.audience = settings.audience;
  service.threads = settings.threads;
  service.hosts = settings.hosts;
  // Whoever reaches the address could edit: on a network the plan is read only.
  service.plan_editable = !settings.read_only && is_loopback(settings.address);
  const std::string shown = settings.address.find(':') == std::string::npos ? settings.address : "[" + settings.address + "]";
  service.hosts.push_back(shown);
  for (std::string& host : service.hosts) std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  ListenerSettings listening;
  listening.address = settings.address;
  listening.port = settings.port;
  const unsigned processors = settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency());
  listening.workers = std::max(2u, processors);
  // The port first: a port that is taken should be known before a large edition is read.
  std::unique_ptr<Application> application;
  Listener listener(listening, [&](const Request& request) { return application->answer(request); }, Application::refusal);
  application = std::make_unique<Application>(std::move(service));
  const std::jthread beforehand([&] {
    try {
      const auto edition = application->service().editions().latest();
      application->service().layers().of(*edition, true);
      static_cast<void>(edition->comparisons(true));
      static_cast<void>(edition->document("market.json", true));
      if (application->service().solver().is_possible(*edition)) application->service().solver().prepare(*edition);
    } catch (const std::exception&) {
      // Told where it is asked for.
    }
    // What reading the outlines took is given back to the system.
    malloc_trim(0);
  });
  const bool any = settings.address == "0.0.0.0" || settings.address == "::";
  started("http://" + (any ? "127.0.0.1" : shown) + ":" + std::to_string(listener.port()) + "/");
  listener.run(true);
}

}  // namespace dmp::server
