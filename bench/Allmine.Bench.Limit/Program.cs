using System.Text;
using Allmine.Bench.Limit;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();

// The same demands on a token as the service has.
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    var jwt = builder.Configuration.GetRequiredSection("Jwt");
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters
    {
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(jwt["SigningKey"]!)),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidIssuer = jwt["Issuer"],
        ValidAudience = jwt["Audience"],
        RequireExpirationTime = true,
        ClockSkew = TimeSpan.FromSeconds(30),
    };
});

var store = LimitOptions.Store(args, builder.Configuration);
var endpoint = new SendEndpoint(store);
var app = builder.Build();
app.UseAuthentication();
app.Run(endpoint.HandleAsync);
app.Run();
(store as IDisposable)?.Dispose();
