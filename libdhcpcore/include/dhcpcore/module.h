/**
 * @file
 * The module interface: how loadable code takes part in serving. A versioned table of C functions with opaque
 * handles; no C++ type, exception or coroutine crosses it. A module may keep no state outside what `create`
 * returned: one process may run several servers, and one server two configurations at once while it switches.
 * dhcpcore/module.hpp makes it pleasant for C++. docs/design/hook-points.md lists the hook points.
 *
 * Numbers are in the machine's byte order, IPv4 addresses too (192.0.2.1 is 0xc0000201). Functions that can
 * be refused answer nonzero for "done" and 0 for "not possible here", without any effect. Pointers that a
 * function hands out live until the hook function returns, unless it says otherwise.
 * @floor hook
 */
#ifndef DHCPCORE_MODULE_H
#define DHCPCORE_MODULE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Raised when an existing field changes meaning. New fields are added at the end of a table, or of a struct
 * that begins with its size; who hands such a struct over says how much of it there is. */
#define DHCP_MODULE_ABI 1

/** One created module of one configuration. Lives from `create` until `destroy` has returned. */
typedef struct dhcp_module dhcp_module;
/** What a hook function is called for. Valid during the call only, on its thread only. */
typedef struct dhcp_query dhcp_query;
/** A JSON value of the configuration or of an event. */
typedef struct dhcp_value dhcp_value;

/** What a hook function answers; docs/design/hook-points.md says what each means at each point. Anything else
 * is an error of the module: it is logged and counts as CONTINUE. */
typedef enum dhcp_next_step {
  DHCP_NEXT_CONTINUE = 0,
  DHCP_NEXT_SKIP = 1,
  /** Final: modules after this one are not asked. */
  DHCP_NEXT_DROP = 2,
  /** The function has called `park` and somebody will call `resume`. */
  DHCP_NEXT_PARK = 3,
  /** Only for `resume`: the same function is called once more, to bring into the query what was waited for.
   */
  DHCP_NEXT_AGAIN = 4,
  /** No step: makes room for every number, since what a module answers is checked. */
  DHCP_NEXT_NUMBERS = 0x7fffffff
} dhcp_next_step;

/** Names a parked query. Copy freely; resuming one that is gone is harmless. */
typedef struct dhcp_park_token {
  uint16_t worker;
  uint32_t slot;
  uint32_t generation;
} dhcp_park_token;

/** Bytes that belong to somebody else; not terminated. */
typedef struct dhcp_bytes {
  const uint8_t* data;
  size_t size;
} dhcp_bytes;

typedef enum dhcp_message { DHCP_QUERY = 0, DHCP_RESPONSE = 1 } dhcp_message;

/** The fixed fields of a DHCPv4 message (RFC 2131 section 2). `sname` and `file` end before their first NUL.
 */
typedef struct dhcp_header4 {
  uint8_t op, htype, hlen, hops;
  uint32_t xid;
  uint16_t secs, flags;
  uint32_t ciaddr, yiaddr, siaddr, giaddr;
  uint8_t chaddr[16];
  dhcp_bytes sname, file;
} dhcp_header4;

/** Where a DHCPv4 message came from, or goes to. */
typedef struct dhcp_datagram4 {
  size_t size; /**< sizeof(dhcp_datagram4) */
  uint32_t interface_index;
  dhcp_bytes interface_name; /**< empty: not known. Not to be set. */
  uint32_t source, destination;
  uint16_t source_port, destination_port;
} dhcp_datagram4;

typedef struct dhcp_subnet4 {
  size_t size; /**< sizeof(dhcp_subnet4) */
  uint32_t id;
  uint32_t prefix;
  uint8_t prefix_length;
  dhcp_bytes shared_network;              /**< its name; empty: none */
  const dhcp_value* user_context;         /**< null: none; lives as long as the configuration */
  const dhcp_value* network_user_context; /**< likewise */
} dhcp_subnet4;

typedef enum dhcp_lease_role {
  DHCP_LEASE = 0,        /**< the one that the point is about */
  DHCP_LEASE_OLD = 1,    /**< what its address held before */
  DHCP_LEASE_DELETED = 2 /**< the client's former lease, gone with the same commit */
} dhcp_lease_role;

typedef enum dhcp_lease_state {
  DHCP_LEASE_ASSIGNED = 0,
  DHCP_LEASE_DECLINED = 1,
  DHCP_LEASE_EXPIRED_RECLAIMED = 2,
  DHCP_LEASE_RELEASED = 3
} dhcp_lease_state;

typedef struct dhcp_lease4 {
  size_t size; /**< sizeof(dhcp_lease4) */
  uint32_t address;
  uint32_t subnet_id, pool_id;
  uint32_t valid_lifetime;         /**< seconds; 0xffffffff: for ever */
  int64_t client_last_transaction; /**< when the lifetime began, seconds since 1970 */
  uint8_t state;                   /**< a dhcp_lease_state */
  uint8_t fqdn_forward, fqdn_reverse;
  uint8_t hardware_type;
  dhcp_bytes hardware_address, client_id, hostname;
  dhcp_bytes user_context; /**< JSON text of a map; empty: none */
} dhcp_lease4;

/** A host name, and whether the DNS is to map it to the address and back. */
typedef struct dhcp_names {
  size_t size; /**< sizeof(dhcp_names) */
  dhcp_bytes hostname;
  uint8_t forward, reverse;
} dhcp_names;

/** Kinds of identifiers that reservations are made by, numbered as in the configuration's database. */
typedef enum dhcp_identifier_type {
  DHCP_IDENTIFIER_HW_ADDRESS = 0,
  DHCP_IDENTIFIER_DUID = 1,
  DHCP_IDENTIFIER_CIRCUIT_ID = 2,
  DHCP_IDENTIFIER_CLIENT_ID = 3,
  DHCP_IDENTIFIER_FLEX_ID = 4
} dhcp_identifier_type;

/** What `fact` tells. */
typedef enum dhcp_fact {
  /** 4 or 6. */
  DHCP_FACT_PROTOCOL = 0,
  /** Nonzero when the query runs for explanation only and nothing may change outside it. */
  DHCP_FACT_DRY_RUN = 1,
  /** The dhcp_next_step of the modules before this one. */
  DHCP_FACT_STEP = 2,
  /** The server's clocks when the query came: seconds since 1970; nanoseconds of a clock that never jumps. */
  DHCP_FACT_WALL_TIME = 3,
  DHCP_FACT_STEADY_TIME = 4,
  /** lease4_select: nonzero when the lease is only offered, not going to be stored. */
  DHCP_FACT_OFFERED = 5,
  /** lease4_offer: seconds for which the offered lease has been stored; 0: it has not. */
  DHCP_FACT_OFFER_LIFETIME = 6,
  /** lease4_expire: nonzero when the lease is going to be removed instead of being held for its client. */
  DHCP_FACT_REMOVED = 7
} dhcp_fact;

typedef enum dhcp_value_kind {
  DHCP_VALUE_NULL = 0,
  DHCP_VALUE_BOOLEAN = 1,
  DHCP_VALUE_INTEGER = 2,
  DHCP_VALUE_REAL = 3,
  DHCP_VALUE_STRING = 4,
  DHCP_VALUE_LIST = 5,
  DHCP_VALUE_MAP = 6
} dhcp_value_kind;

/** What the server offers a module; the same for all modules of a server, valid as long as they live.
 * `resume`, `log` and `logs` may be called from any thread, the others by a hook function, or `create`, on
 * its thread. What a point does not show (docs/design/hook-points.md) is not possible there. */
typedef struct dhcp_host_table {
  size_t size; /**< sizeof(dhcp_host_table) of the server */
  uint32_t abi;

  /** @name The message
   * @{ */
  /** The whole message as on the wire: the query as received, the response once it is encoded. */
  dhcp_bytes (*bytes)(const dhcp_query* query, dhcp_message message);
  /** Replaces it; the bytes are copied. */
  int (*set_bytes)(dhcp_query* query, dhcp_message message, dhcp_bytes bytes);
  /** An option's value, fragments joined (RFC 3396); data is null when it is not there. Of several instances
   * in a response the first. */
  dhcp_bytes (*option)(const dhcp_query* query, dhcp_message message, uint16_t code);
  /** Adds an option, or replaces all its instances; the value is copied. A query's bytes stay as received:
   * the change counts for everything that happens after the call. */
  int (*set_option)(dhcp_query* query, dhcp_message message, uint16_t code, dhcp_bytes value);
  /** 0 as well when it is not there. */
  int (*remove_option)(dhcp_query* query, dhcp_message message, uint16_t code);
  int (*header4)(const dhcp_query* query, dhcp_message message, dhcp_header4* header);
  int (*set_header4)(dhcp_query* query, dhcp_message message, const dhcp_header4* header);
  int (*datagram4)(const dhcp_query* query, dhcp_message message, dhcp_datagram4* datagram);
  /** Only where a response goes to: interface, addresses, ports. */
  int (*set_datagram4)(dhcp_query* query, dhcp_message message, const dhcp_datagram4* datagram);
  /** @} */

  /** @name What was decided
   * @{ */
  int (*in_class)(const dhcp_query* query, dhcp_bytes name);
  /** The query's classes by number from 0, in the order they were given; data is null past the last. */
  dhcp_bytes (*class_name)(const dhcp_query* query, size_t index);
  /** The user context of the class with that number; null: none. Lives as long as the configuration. */
  const dhcp_value* (*class_context)(const dhcp_query* query, size_t index);
  /** Puts the query into a class, defined or not. It counts for what is decided afterwards. */
  int (*add_class)(dhcp_query* query, dhcp_bytes name);
  /** The selected subnet; 0: there is none. */
  int (*subnet4)(const dhcp_query* query, dhcp_subnet4* subnet);
  /** A configured subnet by number from 0, in the order of the configuration; 0: there is none. */
  int (*configured_subnet4)(const dhcp_query* query, size_t index, dhcp_subnet4* subnet);
  /** Selects a subnet by id; id 0: none. */
  int (*select_subnet4)(dhcp_query* query, uint32_t id);
  /** A lease; 0: there is none in that role. */
  int (*lease4)(const dhcp_query* query, dhcp_lease_role role, dhcp_lease4* lease);
  /** Changes the point's lease: lifetime, its begin, names, context. Address, subnet, pool and state are the
   * server's: refused when they differ. */
  int (*set_lease4)(dhcp_query* query, const dhcp_lease4* lease);
  /** The identifier by which a reservation is looked for; at most 255 bytes. */
  int (*set_identifier)(dhcp_query* query, dhcp_identifier_type type, dhcp_bytes value);
  int (*names)(const dhcp_query* query, dhcp_names* names);
  int (*set_names)(dhcp_query* query, const dhcp_names* names);
  /** 0 where there is nothing to tell. */
  int64_t (*fact)(const dhcp_query* query, dhcp_fact fact);
  /** A place of the module's own in the query, null at first, kept from hook point to hook point. What it
   * points to is given back at `context_destroy`. Null where there is no query. */
  void** (*slot)(dhcp_query* query, dhcp_module* module);
  /** @} */

  /** @name Waiting
   * @{ */
  /** Announces that the query will wait. 0: it cannot, since the point does not wait, the server is not able
   * to, or too many queries do so already; the last drops the query, whatever the function answers. */
  int (*park)(dhcp_query* query, dhcp_park_token* token);
  /** Lets a parked query go on with `step`: CONTINUE, SKIP, DROP or AGAIN. Posts to the query's worker; may
   * come before the function has answered PARK. Modules after this one are asked then. */
  void (*resume)(dhcp_module* module, dhcp_park_token token, dhcp_next_step step);
  /** @} */

  /** @name Values and events
   * @{ */
  /** What happened, at points without a query; null elsewhere. */
  const dhcp_value* (*event)(const dhcp_query* query);
  /** Replaces the event by JSON text; 0 as well when it is none. */
  int (*set_event)(dhcp_query* query, dhcp_bytes json);
  dhcp_value_kind (*value_kind)(const dhcp_value* value);
  /** An integer, cut to 64 bits; a boolean as 0 or 1; else 0. */
  int64_t (*value_integer)(const dhcp_value* value);
  /** A number; else 0. */
  double (*value_real)(const dhcp_value* value);
  /** A string, terminated; data is null for other kinds. */
  dhcp_bytes (*value_text)(const dhcp_value* value);
  /** How many elements a list has, or members a map; else 0. */
  size_t (*value_size)(const dhcp_value* value);
  /** One of them; with `key` not null the member's key goes there. Null past the last. */
  const dhcp_value* (*value_at)(const dhcp_value* value, size_t index, dhcp_bytes* key);
  /** A member of a map; null when there is none. */
  const dhcp_value* (*value_find)(const dhcp_value* map, const char* key);
  /** @} */

  /** Writes a log line of the module. `verbosity` as in dhcpcore/log.hpp: -3 error, -2 warning, -1
   * information, 0 to 99 debug levels. Both texts are terminated. */
  void (*log)(dhcp_module* module, int verbosity, const char* id, const char* text);
  /** Whether anybody reads such a line. */
  int (*logs)(dhcp_module* module, int verbosity);
} dhcp_host_table;

typedef dhcp_next_step (*dhcp_hook_function)(void* state, dhcp_query* query);

/** One hook point that a module attaches to, by name ("lease4_select", …). A point may occur several times:
 * its functions are called in this order. */
typedef struct dhcp_hook {
  const char* point;
  dhcp_hook_function run;
} dhcp_hook;

/** What a module exports, from a function `dhcp_module_table`. Lives as long as the module's code. */
typedef struct dhcp_module_table {
  size_t size; /**< sizeof(dhcp_module_table) of the module */
  uint32_t abi;
  const char* name;
  /**
   * Makes the state of one configuration. `parameters` is a map, and lives until `create` returns. On failure
   * returns null and writes a message of at most `error_size` bytes, with its terminator, to `error`.
   */
  void* (*create)(dhcp_module* module, const dhcp_host_table* host, const dhcp_value* parameters, char* error,
                  size_t error_size);
  /** Ends the state, on any thread of the server. No function of the module runs for it any more, and its own
   * threads call nothing of the server afterwards. */
  void (*destroy)(void* state);
  /** Hook points, ended by a null `point`. Names that the server does not know are refused. */
  const dhcp_hook* hooks;
  /** Nonzero when the module's functions may run on several workers at once. */
  int multi_threading_compatible;
  /** Nonzero when the module heeds DHCP_FACT_DRY_RUN. Others are not asked in such a query. */
  int dry_run_compatible;
} dhcp_module_table;

typedef const dhcp_module_table* (*dhcp_module_table_function)(void);

#ifdef __cplusplus
}
#endif

#endif
