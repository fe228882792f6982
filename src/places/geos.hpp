#pragma once

#include <geos_c.h>

#include <functional>
#include <memory>

namespace dmp::places {

/// A GEOS context. GEOS tells of faults by null pointers; its messages are not wanted.
class Geos {
 public:
  Geos() : context_(GEOS_init_r()) {
    GEOSContext_setErrorMessageHandler_r(context_, [](const char*, void*) {}, nullptr);
    GEOSContext_setNoticeMessageHandler_r(context_, [](const char*, void*) {}, nullptr);
  }
  ~Geos() { GEOS_finish_r(context_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  [[nodiscard]] GEOSContextHandle_t get() const { return context_; }

 private:
  GEOSContextHandle_t context_;
};

using Geometry = std::unique_ptr<GEOSGeometry, std::function<void(GEOSGeometry*)>>;

inline Geometry owned(const Geos& geos, GEOSGeometry* geometry) {
  return {geometry, [context = geos.get()](GEOSGeometry* g) {
            if (g) GEOSGeom_destroy_r(context, g);
          }};
}

}  // namespace dmp::places
