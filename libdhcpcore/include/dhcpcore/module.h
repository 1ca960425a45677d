/**
 * @file
 * The module interface: how loadable code takes part in serving. A versioned table of C functions with opaque
 * handles; no C++ type, exception or coroutine crosses it. A module may keep no state outside what `create`
 * returned: one process may run several servers, and one server two configurations at once while it switches.
 * @floor hook
 */
#ifndef DHCPCORE_MODULE_H
#define DHCPCORE_MODULE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Raised when an existing field changes meaning. New fields are added at the end of a table, which carries
 * its size. */
#define DHCP_MODULE_ABI 1

/** One created module of one configuration. */
typedef struct dhcp_module dhcp_module;
/** The query that a hook point runs for; valid during the call, or until resumed after a park. */
typedef struct dhcp_query dhcp_query;

/** What a hook point's function answers; docs/design/hook-points.md says what each means at each point. */
typedef enum dhcp_next_step {
  DHCP_NEXT_CONTINUE = 0,
  DHCP_NEXT_SKIP = 1,
  DHCP_NEXT_DROP = 2,
  /** The function called `park` and will call `resume`. Only at points that may wait. */
  DHCP_NEXT_PARK = 3
} dhcp_next_step;

/** Names a parked query. Copy freely; resuming one that is gone is harmless. */
typedef struct dhcp_park_token {
  uint16_t worker;
  uint32_t slot;
  uint32_t generation;
} dhcp_park_token;

/** What the server offers a module. All functions may be called from any thread unless they take a query. */
typedef struct dhcp_host_table {
  size_t size; /**< sizeof(dhcp_host_table) of the server */
  uint32_t abi;

  /** Received bytes of the query, as on the wire. */
  const uint8_t* (*query_bytes)(const dhcp_query* query, size_t* length);
  /** An option of the query; null when it is not there. */
  const uint8_t* (*query_option)(const dhcp_query* query, uint16_t code, size_t* length);
  /** Nonzero when the query runs for explanation only and nothing may change outside it. */
  int (*query_dry_run)(const dhcp_query* query);
  /** Announces that the query will wait. Returns the token to resume it by. */
  dhcp_park_token (*park)(dhcp_query* query);
  /** Lets a parked query go on with `step`. Thread-safe; posts to the query's worker. */
  void (*resume)(dhcp_module* module, dhcp_park_token token, dhcp_next_step step);
  /** Writes a log line of the module. `verbosity` as in dhcpcore/log.hpp. */
  void (*log)(dhcp_module* module, int verbosity, const char* id, const char* text);
} dhcp_host_table;

typedef dhcp_next_step (*dhcp_hook_function)(void* state, dhcp_query* query);

/** One hook point that a module attaches to, by name ("lease4_select", …). */
typedef struct dhcp_hook {
  const char* point;
  dhcp_hook_function run;
} dhcp_hook;

/** What a module exports, from a function `dhcp_module_table`. */
typedef struct dhcp_module_table {
  size_t size; /**< sizeof(dhcp_module_table) of the module */
  uint32_t abi;
  const char* name;
  /**
   * Makes the state of one configuration. `parameters` is the JSON text of the module's parameters. On
   * failure returns null and writes a message of at most `error_size` bytes, with its terminator, to `error`.
   */
  void* (*create)(dhcp_module* module, const dhcp_host_table* host, const char* parameters, char* error,
                  size_t error_size);
  /** Ends the state. No function of the module runs for it any more. */
  void (*destroy)(void* state);
  /** Hook points, ended by a null `point`. */
  const dhcp_hook* hooks;
  /** Nonzero when the module's functions may run on several workers at once. */
  int multi_threading_compatible;
} dhcp_module_table;

typedef const dhcp_module_table* (*dhcp_module_table_function)(void);

#ifdef __cplusplus
}
#endif

#endif
